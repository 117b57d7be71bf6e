// The switches for what goes wrong: built once, then only marked, so that the keyboard keeps its place.

import { h } from './api.js';

const PLACES = [
  ['*', '全部接口'], ['wechat-api', '公众号和小程序的'], ['wecom-api', '企业微信的'], ['stable_token', '取令牌'],
  ['message/custom/send', '客服消息'], ['message/subscribe/send', '订阅消息'], ['jscode2session', '换登录码'],
  ['getuserphonenumber', '换手机号'], ['gettoken', '企业微信取令牌'], ['wecom-api/cgi-bin/message/send', '企业微信消息、卡片'],
  ['update_template_card', '更新卡片'], ['getuserinfo', '认工作人员'],
];
const CODES = [
  [-1, '系统忙'], [40001, '令牌不对或被换掉'], [40014, '令牌不对'], [42001, '令牌过期'], [40003, 'openid 不对'], [40029, '登录码不对'],
  [40163, '登录码用过'], [40037, '模板不对'], [40164, 'IP 不在白名单'], [60020, 'IP 不可信（企）'], [40226, '高风险用户'],
  [41030, '页面没发布'], [42014, 'task_id 用过'], [43004, '没有关注'], [43101, '拒收或额度用完'], [43104, 'appid 与 openid 不配'],
  [45009, '当天次数用完'], [45011, '这一分钟太多'], [45015, '客服窗口已关'], [45047, '客服条数用完'], [47001, '格式不对'],
  [47003, '字段不合规则'], [48001, '没有权限'], [81013, '收件人都无效'], [87009, 'session_key 失效'], [87014, '内容有风险'],
];
const TIMES = [['1', '1 次'], ['2', '2 次'], ['5', '5 次'], ['', '直到关上']];
const GROUPS = [
  ['线路', '照上面选的接口', [
    ['平台停了（502）', { kind: 'down' }], ['慢 3 秒', { kind: 'latency', seconds: 3 }], ['答的不是 JSON', { kind: 'garbage' }],
    ['答到一半断线', { kind: 'cut-mid-body' }], ['送到了，答复没了', { kind: 'cut-after-delivery' }], ['企业微信静默丢弃', { kind: 'member-drop', where: 'message/send' }],
  ]],
  ['推送', '平台推给产品的', [
    ['同一消息推 3 次', { kind: 'duplicate-push' }], ['后一条先到', { kind: 'reordered-push', times: 1 }], ['答复丢一次', { kind: 'answer-lost', times: 1 }],
    ['时间戳快 6 分钟', { kind: 'clock-skew', seconds: 360 }], ['时间戳慢 6 分钟', { kind: 'clock-skew', seconds: -360 }],
  ]],
  ['户口登记', '产品去问的', [
    ['不答复', { kind: 'register-silent', seconds: 5 }], ['慢 3 秒', { kind: 'register-slow' }], ['答错人', { kind: 'register-wrong-person' }],
    ['不止一条', { kind: 'register-ambiguous' }], ['出错 500', { kind: 'register-error' }], ['答的不是 JSON', { kind: 'register-garbage' }],
    ['答的是前天的', { kind: 'register-stale' }], ['空的 200', { kind: 'register-empty' }], ['200 里说出错', { kind: 'register-failed' }], ['十兆', { kind: 'register-huge' }], ['答一半就断', { kind: 'register-cut' }],
  ]],
];
const NAMES = new Map(GROUPS.flatMap(([, , switches]) => switches.map(([name, { kind }]) => [kind, name])));
const PLACED = new Set(['down', 'latency', 'garbage', 'cut-mid-body', 'cut-after-delivery']);

const same = (fault, on) => on.kind === fault.kind && (PLACED.has(fault.kind) || on.where === (fault.where || '*')) && (fault.kind !== 'clock-skew' || on.seconds === fault.seconds);

// Builds the panel; returns what marks it with the faults that are on.
export function faults(place, acts) {
  const where = select('作用在', PLACES);
  const code = select('答什么码', CODES.map(([number, words]) => [String(number), `${number} ${words}`]));
  const times = select('几次', TIMES);
  const on = h('div', { class: 'on-now', 'aria-live': 'polite' });
  let held = [];
  const pick = (control) => control.querySelector('select').value;
  const give = () => acts.set({ kind: 'errcode', where: pick(where), code: Number(pick(code)), ...(pick(times) ? { times: Number(pick(times)) } : {}) });
  const buttons = [];

  function press(fault) {
    const now = held.filter((each) => same(fault, each));
    if (now.length) return now.forEach((each) => acts.clear({ kind: each.kind, where: each.where }));
    return acts.set(PLACED.has(fault.kind) ? { ...fault, where: pick(where) } : fault);
  }

  place.replaceChildren(
    on,
    h('details', { open: true }, h('summary', {}, '平台答错误码', h('small', {}, '什么都不做，只答这个码')),
      h('div', { class: 'codes' }, where, code, times, h('button', { type: 'button', class: 'set', onclick: give }, '打开'))),
    ...GROUPS.map(([title, note, switches]) => h('details', { open: true }, h('summary', {}, title, h('small', {}, note)),
      h('div', { class: 'switches' }, ...switches.map(([name, fault]) => {
        const button = h('button', { type: 'button', 'aria-pressed': 'false', onclick: () => press(fault) }, name);
        buttons.push([button, fault]);
        return button;
      })))),
    h('details', { open: true }, h('summary', {}, '令牌', h('small', {}, '像有别的程序取走了新的')),
      h('div', { class: 'switches' }, h('button', { type: 'button', onclick: acts.rotate }, '全部令牌作废'))));

  return (listed) => {
    held = listed;
    for (const [button, fault] of buttons) {
      const pressed = listed.some((each) => same(fault, each));
      button.setAttribute('aria-pressed', String(pressed));
      button.className = pressed ? 'on' : '';
    }
    on.replaceChildren(...(listed.length ? [
      ...listed.map((each) => h('button', { type: 'button', title: '关上', onclick: () => acts.clear({ kind: each.kind, where: each.where }) }, `${named(each)} ✕`)),
      h('button', { type: 'button', class: 'all', onclick: () => acts.clear({}) }, '全部关上'),
    ] : [h('p', {}, '现在一切正常。点一下打开，再点关上。')]));
  };
}

function named(fault) {
  const place = (PLACES.find(([value]) => value === fault.where) || [])[1];
  const what = fault.kind === 'errcode' ? `答 ${fault.code}` : NAMES.get(fault.kind) || fault.kind;
  const far = fault.where === '*' ? '' : ` · ${place || fault.where}`;
  return `${what}${far}${fault.times ? ` · 还有 ${fault.times} 次` : ''}`;
}

function select(label, options) {
  return h('label', {}, h('span', {}, label), h('select', {}, ...options.map(([value, words]) => h('option', { value }, words))));
}
