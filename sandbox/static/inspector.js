// Draws faults, figures, the record of the wire, and what the register holds.

import { clock, h } from './api.js';

const REGISTER = [
  ['登记不答复', { kind: 'register-silent' }],
  ['登记答错人', { kind: 'register-wrong-person' }],
  ['登记不止一条', { kind: 'register-ambiguous' }],
  ['登记出错 500', { kind: 'register-error' }],
];
const PLATFORM = [
  ['同一消息推 3 次', { kind: 'duplicate-push' }],
  ['答复丢一次', { kind: 'answer-lost', times: 1 }],
  ['超时但已送达', { kind: 'cut-after-delivery', where: 'message/', times: 1 }],
  ['平台忙 −1', { kind: 'errcode', where: 'message/', code: -1 }],
  ['额度用完 43101', { kind: 'errcode', where: 'subscribe/send', code: 43101 }],
  ['平台停了', { kind: 'down' }],
  ['平台慢 3 秒', { kind: 'latency', seconds: 3 }],
];
export const FAULTS = [...REGISTER, ...PLATFORM];
export const ATTACKS = ['令牌作废', '两人同时点同意', '伪造签名', '过时的回调', '重放上一条'];
const WAYS = { push: '推送', call: '调用', register: '登记' };
const NAMES = {
  '/cgi-bin/message/custom/send': '客服消息', '/cgi-bin/message/subscribe/send': '订阅消息', '/cgi-bin/message/send': '企业微信消息',
  '/cgi-bin/message/update_template_card': '更新卡片', '/cgi-bin/stable_token': '取令牌（稳定）', '/cgi-bin/token': '取令牌', '/cgi-bin/gettoken': '取令牌（企）',
  '/cgi-bin/auth/getuserinfo': '认工作人员', '/sns/jscode2session': '换登录码', '/wxa/business/getuserphonenumber': '换手机号',
  '/population/v1/identity': '查本人', '/population/v1/kinship': '查亲属', '/population/v1/near-kin': '查近亲',
  '/wechat text': '文字', '/wechat image': '图片', '/wecom text': '打字', '/wecom template_card_event': '点卡片',
  '/wechat subscribe': '关注', '/wechat unsubscribe': '取消关注', '/wechat CLICK': '点菜单',
  '/miniapp subscribe_msg_popup_event': '同意通知', '/miniapp subscribe_msg_change_event': '关掉通知',
};
const SHARED = { now: '现在同户', past: '曾经同户', never: '从未同户', unknown: '同户不详' };

export function faults(on, acts) {
  const held = (fault) => on.some((each) => each.kind === fault.kind && each.where === (fault.where || '*'));
  return [
    ...FAULTS.map(([name, fault]) => h('button', {
      type: 'button', class: held(fault) ? 'on' : '', 'aria-pressed': String(held(fault)),
      onclick: () => acts.toggle(name, fault, held(fault)),
    }, name)),
    ...ATTACKS.map((name) => h('button', { type: 'button', class: 'act', onclick: () => acts.attack(name) }, name)),
  ];
}

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
  return messages.flatMap((entry) => {
    const bad = (entry.note && entry.way === 'push') || entry.status !== 200 || /^errcode/.test(outcome(entry));
    const row = h('button', {
      type: 'button', class: `${entry.way}${bad ? ' bad' : ''}`, 'aria-expanded': String(opened === entry.id),
      onclick: () => acts.open(entry.id),
    },
    h('span', { class: 'at' }, clock(entry.at, true)),
    h('span', { class: 'way' }, WAYS[entry.way]),
    h('span', { title: entry.title }, [NAMES[entry.title] || entry.title, entry.who].filter(Boolean).join('　')),
    h('span', { class: 'note' }, [outcome(entry), entry.note].filter(Boolean).join('　')),
    h('span', { class: 'ms' }, entry.ms < 1000 ? `${Math.round(entry.ms)} ms` : `${(entry.ms / 1000).toFixed(1)} s`));
    if (opened !== entry.id) return [row];
    return [row, h('pre', {}, h('b', {}, entry.way === 'push' ? '推给产品（解密后）' : '产品问'), `\n${entry.sent}\n`,
      h('b', {}, `答 ${entry.status || '（没有）'}`), `\n${entry.got}`)];
  });
}

function outcome(entry) {
  if (entry.status !== 200) return entry.status ? `HTTP ${entry.status}` : '没有答复';
  if (entry.way === 'push') return (entry.got.match(/<Content><!\[CDATA\[([\s\S]*?)\]\]>/) || [])[1] || '';
  const code = (entry.got.match(/"errcode": (-?\d+)/) || [])[1];
  return code && code !== '0' ? `errcode ${code}` : '';
}

export function register(person, acts) {
  if (!person) return [h('p', {}, '登记里没有这个人。姓名、号码对不上时，登记只答“对不上”，不说差在哪里。')];
  const change = (facts) => () => acts.change(person.id_number, facts);
  const flip = person.phone ? ['登记里没有电话', { phone: null }] : ['登记里补上电话', { phone: acts.phone() }];
  return [
    h('p', {}, `${person.id_number}　${person.place}　${person.phone || '没有电话'}`,
      h('span', { class: 'spring' }),
      h('button', { class: 'plain', type: 'button', onclick: change(flip[1]) }, flip[0]),
      h('button', { class: 'plain', type: 'button', onclick: change({ records: person.records > 1 ? 1 : 2 }) }, person.records > 1 ? '去掉重复的一条' : '多出一条')),
    h('table', {}, ...person.kin.map((kin) => h('tr', {},
      h('td', {}, kin.tie), h('td', {}, kin.name + (kin.alive ? '' : '（已故）')), h('td', {}, kin.id_number), h('td', {}, SHARED[kin.shared])))),
  ];
}
