// The citizen's browser inside the phone, and the third phone, which scans a paper.

import { h, order } from './api.js';

const SANDBOX = 'allow-same-origin allow-scripts allow-forms allow-popups allow-downloads';
const PUBLIC = /^\/(?:c|v|e)\/|^\/verify/;

// Where the phone shows an address of the product; empty if it is not a page for citizens.
export function inside(address) {
  const { pathname, search } = new URL(address, location.origin);
  return PUBLIC.test(pathname) ? `/phone${pathname}${search}` : '';
}

export function open(place, address, { elder, tell }) {
  const frame = h('iframe', { title: '手机里的网页（替身）', sandbox: SANDBOX });
  const name = h('p', {}, '…');
  const scan = h('button', { type: 'button', class: 'go', hidden: true, onclick: () => hold(address, frame, tell) }, '给单位扫码');
  const back = h('button', { type: 'button', class: 'x', onclick: () => close(place) }, '‹ 聊天');
  frame.addEventListener('load', () => {
    const page = frame.contentWindow.location;
    const paper = page.pathname.endsWith('/certificate.pdf');
    name.textContent = frame.contentDocument.title.split(' · ')[0];
    scan.hidden = !(paper || frame.contentDocument.querySelector('a[href$="certificate.pdf"]'));
    place.dataset.at = page.pathname;
  });
  frame.src = elder && /^\/phone\/c\/[^/]+$/.test(address) ? `${address}?k=1` : address;
  place.replaceChildren(h('header', {}, back, name, scan), frame);
  place.hidden = false;
  back.focus();
}

export function close(place) {
  place.replaceChildren();
  place.hidden = true;
}

async function hold(address, frame, tell) {
  const read = await order('scan', { page: frame.contentWindow.location.pathname }).catch(() => null);
  if (!read) return tell('这里没有能扫的证明');
  return third(`/phone${new URL(read.address).pathname}`, read.address);
}

// The phone of whoever was given the paper.
export function third(address, code) {
  const place = document.getElementById('third');
  const frame = h('iframe', { title: '用证单位看到的查验页', sandbox: SANDBOX });
  frame.src = address;
  place.replaceChildren(
    h('header', {}, h('div', {}, h('h2', {}, '用证单位'), h('p', {}, '第三部手机（替身）')),
      h('button', { type: 'button', class: 'plain', onclick: () => { frame.src = address; } }, '再查一次'),
      h('button', { type: 'button', class: 'plain', 'aria-label': '关上这部手机', onclick: () => close(place) }, '关上')),
    h('p', { class: 'read' }, `扫到：${code || address.replace('/phone', '')}`),
    frame);
  place.hidden = false;
}
