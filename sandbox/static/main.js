// The page: asks every second what is new, draws what has changed, sends what is done.

import { h, look, order } from './api.js';
import { chat } from './chat.js';
import { faults, figures, register, wire } from './inspector.js';
import * as sheet from './sheet.js';

const EVERY_MS = 800;
const AT_HAND = 3;
const OFFICES = { youbu: '游埠镇', lanjiang: '兰江街道', yunshan: '云山街道', yongchang: '永昌街道', chixi: '赤溪街道', nvbu: '女埠街道', shanghua: '上华街道', zhuge: '诸葛镇', huangdian: '黄店镇', xiangxi: '香溪镇', majian: '马涧镇', meijiang: '梅江镇', hengxi: '横溪镇', lingdong: '灵洞乡', shuiting: '水亭畲族乡', baishe: '柏社乡' };
const state = { citizen: 'chenyuan', official: 'zhoumin', opened: 0, view: null, drawn: {} };
const at = (id) => document.getElementById(id);

// Draws one part again only when its facts have changed; keeps a chat at its end.
function draw(id, facts, make) {
  const seen = JSON.stringify(facts);
  if (state.drawn[id] === seen) return;
  state.drawn[id] = seen;
  const place = at(id);
  const end = place.scrollHeight - place.scrollTop - place.clientHeight < 80;
  place.replaceChildren(...make());
  if (end && place.classList.contains('chat')) place.scrollTop = place.scrollHeight;
}

function show(view) {
  const { citizen, official } = view;
  at('product').href = view.product;
  at('verify').href = `${view.product}/verify`;
  at('office').textContent = OFFICES[official.office];
  at('register-name').textContent = citizen.name;
  at('say-text').placeholder = `以${citizen.name}的身份发`;
  at('tell-text').placeholder = `以${official.name}的身份发`;
  draw('citizen-chat', [citizen.key, citizen.chat], () => chat(citizen.chat, citizen.name.at(-1), acts(citizen.key)));
  draw('official-chat', [official.userid, official.chat], () => chat(official.chat, official.name.at(-1), acts(official.userid, true)));
  draw('faults', view.faults, () => faults(view.faults, { toggle, attack }));
  draw('figures', [view.figures, citizen.service, citizen.credits, citizen.name], () => figures(view));
  draw('wire', [view.messages.map((entry) => entry.id), state.opened], () => wire(view.messages, state.opened, { open: openEntry }));
  draw('register', view.resident, () => register(view.resident, { change, phone: () => citizen.phone }));
}

async function refresh() {
  state.view = await look('view', { citizen: state.citizen, official: state.official });
  show(state.view);
}

function acts(who, office = false) {
  return {
    // The mini program's page of a case is a web view of the product's own page.
    page: (page) => `${state.view.product}/c/${new URLSearchParams(page.split('?')[1]).get('link') || ''}`,
    href: (address) => (office && address.startsWith(state.view.product) ? `/open?${new URLSearchParams({ as: who, url: address })}` : address),
    mini: (path, href) => sheet.open(at('sheet'), state.view.citizen, /[?&]link=/.test(path) ? path : href, refresh),
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

async function toggle(name, fault, on) {
  await send(on ? 'faults/clear' : 'faults', on ? { kind: fault.kind, where: fault.where || '*' } : fault);
  tell(on ? `${name}：关上了` : `${name}：打开了${fault.times ? `，只 ${fault.times} 次` : ''}`);
}

async function attack(name) {
  const does = { 令牌作废: rotate, 两人同时点同意: race, 伪造签名: () => forge('signature'), 过时的回调: () => forge('stale'), 重放上一条: () => forge('replay') };
  tell(`${name}：${await does[name]().catch((wrong) => wrong.message)}`);
  await refresh();
}

async function rotate() {
  await order('tokens/rotate');
  return '旧令牌都不认了';
}

async function race() {
  const live = state.view.official.chat.map((bubble) => bubble.card).filter((card) => card && card.live).at(-1);
  const button = live && live.buttons.find((each) => each.key);
  if (!button) return '眼前没有能点的卡片';
  const { cards } = await look('state');
  const userids = Object.keys(cards).filter((userid) => cards[userid].some((card) => card.task === live.task)).slice(0, 2);
  await order('race', { task: live.task, key: button.key, userids });
  return `${userids.join('、')} 同时点了`;
}

async function forge(how) {
  const { status } = await order('forge', { how, door: how === 'replay' ? 'wechat' : 'wecom' });
  return `产品答 ${status || '（没有）'}`;
}

function openEntry(id) {
  state.opened = state.opened === id ? 0 : id;
  show(state.view);
}

async function change(number, facts) {
  await send('residents', { id_number: number, ...facts });
}

function switcher(place, people, chosen, choose) {
  const pick = (id) => { choose(id); switcher(place, people, id, choose); refresh(); };
  const near = people.slice(0, AT_HAND);
  const button = (p) => h('button', { type: 'button', class: p.id === chosen ? 'on' : '', 'aria-pressed': String(p.id === chosen), onclick: () => pick(p.id) }, p.name, h('small', {}, p.label));
  const far = h('select', { 'aria-label': '换别人', class: near.some((p) => p.id === chosen) ? '' : 'on', onchange: (event) => pick(event.target.value) },
    h('option', { value: '', disabled: true, selected: true }, '别人'),
    ...people.slice(AT_HAND).map((p) => h('option', { value: p.id, selected: p.id === chosen }, `${p.name} ${p.label}`)));
  place.replaceChildren(...near.map(button), far);
}

function drawer() {
  const me = () => ({ who: state.citizen });
  const acts = [
    ['打开小程序', () => sheet.open(at('sheet'), state.view.citizen, '', refresh)],
    ['同意通知 1 次', () => send('accept', me())],
    ['关掉通知', () => send('refuse', me())],
    ['发一张图片', () => send('image', me())],
    ['关注', () => send('event', { ...me(), event: 'subscribe' })],
    ['取消关注', () => send('event', { ...me(), event: 'unsubscribe' })],
  ];
  at('drawer').replaceChildren(...acts.map(([name, act]) => h('button', { class: 'plain', type: 'button', onclick: act }, name)));
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

async function begin() {
  const { citizens, officials } = await look('state');
  const people = citizens.map((each) => ({ ...each, id: each.key }));
  const staff = officials.map((each) => ({ ...each, id: each.userid, label: each.office === 'youbu' ? '' : OFFICES[each.office] }));
  switcher(at('citizens'), people, state.citizen, (id) => { state.citizen = id; at('sheet').hidden = true; toEnd('citizen-chat'); });
  switcher(at('officials'), staff, state.official, (id) => { state.official = id; order('official', { userid: id }); toEnd('official-chat'); });
  drawer();
  typing('say', 'citizen-chat', 'say', () => ({ who: state.citizen }));
  typing('tell', 'official-chat', 'tell', () => ({ userid: state.official }));
  await refresh();
  setInterval(() => refresh().catch(() => tell('替身没有应答')), EVERY_MS);
}

begin();
