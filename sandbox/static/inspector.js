// Draws figures and the record of the wire.

import { clock, h } from './api.js';

const SENT = { push: '推给产品（解密后）', api: '小程序问产品', call: '产品问平台', register: '产品问登记' };
const WAYS = { push: '推送', api: '接口', call: '调用', register: '登记' };
export const NAMES = {
  '/cgi-bin/message/custom/send': '客服消息', '/cgi-bin/message/subscribe/send': '订阅消息', '/cgi-bin/message/send': '企业微信消息',
  '/cgi-bin/message/update_template_card': '更新卡片', '/cgi-bin/stable_token': '取令牌（稳定）', '/cgi-bin/token': '取令牌', '/cgi-bin/gettoken': '取令牌（企）',
  '/cgi-bin/auth/getuserinfo': '认工作人员', '/sns/jscode2session': '换登录码', '/wxa/business/getuserphonenumber': '换手机号',
  '/population/v1/identity': '查本人', '/population/v1/kinship': '查亲属', '/population/v1/near-kin': '查近亲',
  'mini-program': '小程序', '/wechat text': '文字', '/wechat image': '图片', '/wecom text': '打字', '/wecom template_card_event': '点卡片',
  '/wechat subscribe': '关注', '/wechat unsubscribe': '取消关注', '/wechat CLICK': '点菜单',
  '/miniapp subscribe_msg_popup_event': '同意通知', '/miniapp subscribe_msg_change_event': '关掉通知',
};
export function figures(view) {
  const { reply_ms: reply, register_ms: register, fetches } = view.figures;
  const credits = Object.values(view.citizen.credits).reduce((sum, left) => sum + left, 0);
  const all = fetches.official_account + fetches.mini_program + fetches.wecom;
  return [
    figure(...duration(reply), '微信回复（限 5 秒）'),
    figure(...duration(register), '人口登记答复'),
    figure(all, '次', `令牌：公 ${fetches.official_account} 小 ${fetches.mini_program} 企 ${fetches.wecom}`),
    figure(view.citizen.service, `条客服 ${credits} 次订阅`, `${view.citizen.name}还能收到`),
  ];
}

function duration(ms) {
  if (ms == null) return ['–', ''];
  return ms < 1000 ? [Math.round(ms), '毫秒'] : [(ms / 1000).toFixed(1), '秒'];
}

function figure(number, unit, words) {
  return h('div', {}, h('strong', {}, String(number)), h('em', {}, unit), h('p', {}, words));
}

export function wire(messages, opened, acts) {
  if (!messages.length) return [h('p', { class: 'none' }, '还没有来往。')];
  return messages.flatMap((entry) => {
    const bad = (entry.note && entry.way === 'push') || entry.status < 200 || entry.status >= 300 || /^errcode/.test(outcome(entry));
    const row = h('button', {
      type: 'button', 'data-key': entry.id, class: `${entry.way}${bad ? ' bad' : ''}`, 'aria-expanded': String(opened === entry.id),
      onclick: () => acts.open(entry.id),
    },
    h('span', { class: 'at' }, clock(entry.at, true)),
    h('span', { class: 'way' }, WAYS[entry.way]),
    h('span', { title: entry.title }, [NAMES[entry.title] || entry.title, entry.who].filter(Boolean).join('　')),
    h('span', { class: 'note' }, [outcome(entry), entry.note].filter(Boolean).join('　')),
    h('span', { class: 'ms' }, entry.ms < 1000 ? `${Math.round(entry.ms)} ms` : `${(entry.ms / 1000).toFixed(1)} s`));
    if (opened !== entry.id) return [row];
    return [row, h('pre', {}, h('b', {}, SENT[entry.way]), `\n${entry.sent}\n`,
      h('b', {}, `答 ${entry.status || '（没有）'}`), `\n${entry.got}`)];
  });
}

function outcome(entry) {
  if (entry.way === 'api' && entry.status >= 200 && entry.status < 300) return '';
  if (entry.status !== 200) return entry.status ? `HTTP ${entry.status}` : '没有答复';
  if (entry.way === 'push') return (entry.got.match(/<Content><!\[CDATA\[([\s\S]*?)\]\]>/) || [])[1] || '';
  const code = (entry.got.match(/"errcode": (-?\d+)/) || [])[1];
  return code && code !== '0' ? `errcode ${code}` : '';
}
