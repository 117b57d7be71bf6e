// What the platform has counted, what it saw of the product's outbox, and what the register holds.

import { clock, h } from './api.js';
import { NAMES } from './inspector.js';

const SHARED = { now: '现在同户', past: '曾经同户', never: '从未同户', unknown: '同户不详' };
const span = (s) => (s >= 7200 ? `${Math.round(s / 3600)} 小时` : s >= 120 ? `${Math.round(s / 60)} 分钟` : `${s} 秒`);

export function posts(list) {
  const head = h('p', { class: 'lead' }, '平台看见的发件：同一条再来一次，就是产品在重试。');
  if (!list.length) return [head, h('p', { class: 'none' }, '产品还没有发过消息。')];
  return [head, h('table', { class: 'ledger' }, ...list.map((post) => h('tr', { class: post.done ? '' : 'bad' },
    h('td', {}, clock(post.at, true)),
    h('td', {}, NAMES[post.title] || post.title),
    h('td', {}, post.who),
    h('td', {}, post.attempts > 1 ? `第 ${post.attempts} 次` : '1 次'),
    h('td', { class: 'state' }, post.done ? (post.attempts > 1 ? `送到，等了 ${span(Math.round(post.at - post.first))}` : '送到') : `没送到　${post.outcome}`))))];
}

export function books(view, acts) {
  const { tokens, service, credits, member, ahead_s: ahead } = view.books;
  const total = Object.values(credits).reduce((sum, left) => sum + left, 0);
  return [
    h('p', { class: 'lead' }, ahead ? `替身的账比钟快 ${span(Math.round(ahead))}；产品的钟没有动。` : '令牌、登录码、额度按替身的账到期。'),
    h('h3', {}, '令牌'),
    h('table', { class: 'ledger' }, ...tokens.map((token) => h('tr', {}, h('td', {}, token.name), h('td', {}, `取过 ${token.fetches} 次`),
      h('td', { class: 'state' }, token.valid.length ? token.valid.map((left) => `还有 ${span(left)}`).join('；旧的') : '没有能用的')))),
    h('h3', {}, `${view.citizen.name}还能收到`),
    h('table', { class: 'ledger' },
      ...(service.length ? service.map(([left, s]) => row('客服消息', `${left} 条`, `窗口还开 ${span(s)}`)) : [row('客服消息', '0 条', '窗口关着')]),
      row('订阅消息', `${total} 次`, '每点一次“同意”加一次')),
    h('h3', {}, `${view.official.name}的企业微信`),
    h('table', { class: 'ledger' }, row('最近一分钟', `${member[0]} 条`, '超过 30 条静默丢弃'), row('最近一小时', `${member[1]} 条`, '超过 1000 条静默丢弃')),
    h('p', { class: 'acts' }, h('button', { class: 'plain', type: 'button', 'data-key': 'rotate', onclick: acts.rotate }, '全部令牌作废')),
  ];
}

function row(...cells) {
  return h('tr', {}, ...cells.map((cell, at) => h('td', { class: at === cells.length - 1 ? 'state' : '' }, cell)));
}

export function register(person, acts) {
  if (!person) return [h('p', { class: 'lead' }, '登记里没有这个人。姓名、号码对不上时，登记只答“对不上”，不说差在哪里。')];
  const change = (facts) => () => acts.change(person.id_number, facts);
  const flip = person.phone ? ['登记里没有电话', { phone: null }] : ['登记里补上电话', { phone: acts.phone() }];
  const button = (key, words, facts) => h('button', { class: 'plain', type: 'button', 'data-key': key, onclick: change(facts) }, words);
  return [
    h('h3', {}, person.name),
    h('p', { class: 'lead' }, `${person.id_number}　${person.place}　${person.phone || '没有电话'}${person.records > 1 ? `　${person.records} 条记录` : ''}`),
    h('p', { class: 'acts' }, button('phone', ...flip), button('records', person.records > 1 ? '去掉重复的一条' : '多出一条', { records: person.records > 1 ? 1 : 2 })),
    h('h3', {}, '近亲'),
    h('table', { class: 'ledger' }, ...person.kin.map((kin) => row(kin.tie, kin.name + (kin.alive ? '' : '（已故）'), kin.id_number, SHARED[kin.shared]))),
  ];
}
