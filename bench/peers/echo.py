"""The floor: aiohttp hands the body back as it came, and understands nothing of it."""

from aiohttp import web

from bench.peers import account


async def listen(request: web.Request) -> web.Response:
    """POST /wechat."""
    return web.Response(body=await request.read(), content_type="application/xml")


if __name__ == "__main__":
    app = web.Application()
    app.router.add_post("/wechat", listen)
    web.run_app(app, host=account.HOST, port=account.PORT, access_log=None, print=None)
