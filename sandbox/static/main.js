// The page: asks every second what is new, draws what has changed, sends what is done.

import { h, look, order } from './api.js';
import * as ledger from './books.js';
import * as browser from './browser.js';
import { chat } from './chat.js';
import { chips } from './chips.js';
import { faults } from './faults.js';
import * as form from './form.js';
import * as forger from './forger.js';
import { figures, wire } from './inspector.js';
import * as sheet from './sheet.js';
import * as stories from './stories.js';
import { tabs } from './tabs.js';

const EVERY_MS = 800;
const DAY_S = 86400;
const FORGER = 'forger';
const NEAR = { chenyuan: '在深圳', shuiying: '长辈版' };
const NEAR_OFFICIALS = { zhoumin: '窗口', xuliqun: '签发', fangqing: '审核', hejing: '派出所' };
const OFFICES = { youbu: '游埠镇', 'police-youbu': '游埠派出所', lanjiang: '兰江街道', yunshan: '云山街道', yongchang: '永昌街道', chixi: '赤溪街道', nvbu: '女埠街道', shanghua: '上华街道', zhuge: '诸葛镇', huangdian: '黄店镇', xiangxi: '香溪镇', majian: '马涧镇', meijiang: '梅江镇', hengxi: '横溪镇', lingdong: '灵洞乡', shuiting: '水亭畲族乡', baishe: '柏社乡' };
const state = { citizen: 'chenyuan', official: 'zhoumin', forging: false, opened: 0, view: null, drawn: {}, followed: '' };
const at = (id) => document.getElementById(id);
const elder = () => state.citizen === 'shuiying';
let mark = () => {};
let bar = null;

// Draws one part again only when its facts have changed; keeps a chat at its end, and the focus where it was.
function draw(id, facts, make) {
  const seen = JSON.stringify(facts);
  if (state.drawn[id] === seen) return;
  state.drawn[id] = seen;
  const place = at(id);
  const end = place.scrollHeight - place.scrollTop - place.clientHeight < 200;
  const held = place.contains(document.activeElement) ? document.activeElement.dataset.key : '';
  place.replaceChildren(...make());
  if (end && place.classList.contains('chat')) place.scrollTop = place.scrollHeight;
  if (held) (place.querySelector(`[data-key="${CSS.escape(held)}"]`) || place).focus();
}

function show(view) {
  const { citizen, official, theatre } = view;
  at('product').href = view.product;
  at('verify').href = `${view.product}/verify`;
  at('desk').href = `/open?${new URLSearchParams({ as: official.userid, url: `${view.product}/desk` })}`;
  at('office').textContent = OFFICES[official.office];
  at('say-text').placeholder = `以${citizen.name}的身份发`;
  at('tell-text').placeholder = `以${official.name}的身份发`;
  at('citizen-sub').textContent = state.forging ? '他不是任何人（替身）' : elder() ? '字大 · 村帮办员在旁边（替身）' : '兰溪市 · 公众号（替身）';
  at('citizen-phone').classList.toggle('elder', elder() && !state.forging);
  draw('citizens', [view.people, state.citizen, state.forging], () => switcher(citizens(view), state.forging ? FORGER : state.citizen, pickCitizen));
  draw('officials', [view.staff, state.official], () => switcher(staff(view), state.official, pickOfficial));
  draw('chips', [citizen.key, citizen.chat.at(-1)], () => chips(citizen.chat, (text) => send('say', { who: state.citizen, text })));
  draw('citizen-chat', [citizen.key, citizen.chat], () => chat(citizen.chat, citizen.name.at(-1), acts(citizen.key)));
  draw('official-chat', [official.userid, official.chat], () => chat(official.chat, official.name.at(-1), acts(official.userid, true)));
  draw('stories', [theatre.stories, theatre.running, theatre.play && theatre.play.title], () => stories.buttons(theatre, { play: (name) => send('stories/play', { name }), stop: () => send('stories/stop', {}) }));
  follow(theatre);
  mark(view.faults);
  bar.count('faults', view.faults.length);
  bar.count('posts', view.posts.filter((post) => !post.done).length);
  draw('figures', [view.figures, citizen.service, citizen.credits, citizen.name], () => figures(view));
  draw('wire', [view.messages.map((entry) => entry.id), state.opened], () => wire(view.messages, state.opened, { open: openEntry }));
  draw('panel-posts', view.posts, () => ledger.posts(view.posts));
  draw('panel-register', view.resident, () => ledger.register(view.resident, { change, phone: () => citizen.phone }));
  draw('panel-books', [view.books, citizen.name, official.name], () => ledger.books(view, { rotate }));
}

// Turns the phones to the people whom a story is about, and opens what they open.
function follow(theatre) {
  const { play, running } = theatre;
  at('playing').hidden = !play;
  if (!play) return;
  draw('playing', [play, running], () => stories.progress(theatre));
  const list = at('playing').querySelector('ol');
  list.scrollTop = list.scrollHeight;
  const seen = JSON.stringify([play.title, play.citizen, play.official, play.page, play.check, play.steps.length > 1]);
  if (!running && state.followed === '') {
    state.followed = seen;
    return;
  }
  if (seen === state.followed) return;
  const [, , , page, check] = state.followed ? JSON.parse(state.followed) : [];
  state.followed = seen;
  if (play.citizen) { state.citizen = play.citizen; leaveForger(); }
  if (play.official) state.official = play.official;
  if (play.page && play.page !== page) browser.open(at('browser'), play.page, { elder: elder(), tell });
  if (!play.page) browser.close(at('browser'));
  if (play.check && play.check !== check) browser.third(play.check, '');
  if (!play.check && !play.page) browser.close(at('third'));
}

async function refresh() {
  const view = await look('view', { citizen: state.citizen, official: state.official });
  if (view.error) {
    state.citizen = 'chenyuan'; // whoever was shown is gone since the stand-in forgot or was restarted
    return;
  }
  state.view = view;
  show(view);
}

function acts(who, office = false) {
  return {
    // The mini program's page of a case is a web view of the product's own page.
    page: (page) => `${state.view.product}/c/${new URLSearchParams(page.split('?')[1]).get('link') || ''}`,
    href: (address) => (office && address.startsWith(state.view.product) ? `/open?${new URLSearchParams({ as: who, url: address })}` : address),
    go: (address, event) => {
      const inside = office || event.ctrlKey || event.metaKey ? '' : browser.inside(address);
      if (!inside) return;
      event.preventDefault();
      browser.open(at('browser'), inside, { elder: elder(), tell });
    },
    mini: (path, href) => sheet.open(at('sheet'), state.view.citizen, /[?&]link=/.test(path) ? path : href, refresh),
    empty: office ? '还没有卡片。有人申请，卡片就到这里。' : '还没有说过话。打字，点下面的词，或者看右边的剧本。',
    tap: (task, key, force) => send('tap', { userid: who, task, key, force }),
  };
}

async function send(verb, body) {
  const answer = order(verb, body).catch((wrong) => tell(wrong.message));
  setTimeout(refresh, 60);
  await answer;
  return refresh();
}

function tell(words) {
  at('told').textContent = words;
  at('told').className = 'loud';
}

async function rotate() {
  await send('tokens/rotate', {});
  tell('旧令牌都不认了，产品下一次调用会换新的');
}

async function ahead() {
  const weekday = new Date(state.view.now * 1000 + state.view.books.ahead_s * 1000).getDay();
  const days = { 5: 3, 6: 2 }[weekday] || 1;
  await send('books', { advance_s: days * DAY_S });
  tell(`令牌、登录码、额度快进了 ${days} 天；产品的钟没有动`);
}

async function forget() {
  Object.assign(state, { citizen: 'chenyuan', opened: 0, followed: '' });
  await order('forget');
  for (const id of ['browser', 'third', 'sheet']) browser.close(at(id));
  await refresh();
  tell('替身都忘了；产品记得的，产品还记得');
}

function openEntry(id) {
  state.opened = state.opened === id ? 0 : id;
  show(state.view);
}

async function change(number, facts) {
  await send('residents', { id_number: number, ...facts });
}

function citizens(view) {
  const near = Object.entries(NEAR).map(([id, label]) => ({ id, label, name: view.people.find((each) => each.key === id).name }));
  const far = view.people.filter((each) => !NEAR[each.key]).map((each) => ({ id: each.key, name: each.name, label: each.label }));
  return { near: [...near, { id: FORGER, name: '伪造者', label: '' }], far };
}

function staff(view) {
  const near = Object.entries(NEAR_OFFICIALS).map(([id, label]) => ({ id, label, name: view.staff.find((each) => each.userid === id).name }));
  const far = view.staff.filter((each) => !NEAR_OFFICIALS[each.userid]).map((each) => ({ id: each.userid, name: each.name, label: OFFICES[each.office] }));
  return { near, far };
}

function switcher({ near, far }, chosen, pick) {
  const button = (p) => h('button', { type: 'button', 'data-key': p.id, class: p.id === chosen ? 'on' : '', 'aria-pressed': String(p.id === chosen), onclick: () => pick(p.id) }, p.name, p.label ? h('small', {}, p.label) : null);
  const select = h('select', { 'aria-label': '换别人', 'data-key': 'far', class: near.some((p) => p.id === chosen) ? '' : 'on', onchange: (event) => pick(event.target.value) },
    h('option', { value: '', disabled: true, selected: true }, '别人'),
    ...far.map((p) => h('option', { value: p.id, selected: p.id === chosen }, `${p.name} ${p.label}`)));
  return [...near.map(button), select];
}

function leaveForger() {
  state.forging = false;
  for (const [id, hidden] of [['forger', true], ['citizen-chat', false], ['say', false], ['chips', false]]) at(id).hidden = hidden;
}

function pickCitizen(id) {
  leaveForger();
  if (id === FORGER) {
    state.forging = true;
    for (const [each, hidden] of [['forger', false], ['citizen-chat', true], ['say', true], ['chips', true], ['drawer', true]]) at(each).hidden = hidden;
  } else state.citizen = id;
  at('sheet').hidden = true;
  browser.close(at('browser'));
  refresh().then(() => toEnd('citizen-chat'));
}

function pickOfficial(id) {
  state.official = id;
  order('official', { userid: id }).then(refresh).then(() => toEnd('official-chat'));
}

function drawer() {
  const me = () => ({ who: state.citizen });
  const verbs = [
    ['打开小程序', () => sheet.open(at('sheet'), state.view.citizen, '', refresh)],
    ['小程序里填表', () => form.open(at('sheet'), state.view.citizen, refresh)],
    ['同意通知 1 次', () => send('accept', me())],
    ['关掉通知', () => send('refuse', me())],
    ['发一张图片', () => send('image', me())],
    ['关注', () => send('event', { ...me(), event: 'subscribe' })],
    ['取消关注', () => send('event', { ...me(), event: 'unsubscribe' })],
  ];
  at('drawer').replaceChildren(...verbs.map(([name, act]) => h('button', { class: 'plain', type: 'button', onclick: act }, name)));
  at('more').addEventListener('click', () => {
    at('drawer').hidden = !at('drawer').hidden;
    at('more').setAttribute('aria-expanded', String(!at('drawer').hidden));
  });
}

function toEnd(id) {
  at(id).scrollTop = at(id).scrollHeight;
}

function typing(form, place, verb, body) {
  at(form).addEventListener('submit', (event) => {
    event.preventDefault();
    toEnd(place);
    const field = event.target.elements.text;
    if (field.value.trim()) send(verb, { ...body(), text: field.value });
    field.value = '';
  });
}

function keys() {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const open = ['third', 'sheet', 'browser', 'drawer'].find((id) => !at(id).hidden);
    if (open) at(open).hidden = true;
  });
}

function begin() {
  bar = tabs(at('tabs'), [['wire', '来往消息'], ['posts', '发件'], ['faults', '出点状况'], ['register', '户口登记'], ['books', '令牌和额度']]);
  mark = faults(at('panel-faults'), { set: (fault) => send('faults', fault), clear: (fault) => send('faults/clear', fault), rotate });
  forger.panel(at('forger'), refresh);
  drawer();
  keys();
  at('ahead').addEventListener('click', ahead);
  at('forget').addEventListener('click', forget);
  for (const text of ['列表', '帮助']) at('words').append(h('button', { type: 'button', onclick: () => send('tell', { userid: state.official, text }) }, text));
  typing('say', 'citizen-chat', 'say', () => ({ who: state.citizen }));
  typing('tell', 'official-chat', 'tell', () => ({ userid: state.official }));
  refresh();
  setInterval(() => refresh().catch(() => tell('替身没有应答')), EVERY_MS);
}

begin();
