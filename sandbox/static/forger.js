// The phone of somebody who has neither secret: what he posts, and what the product says to it.

import { h, order } from './api.js';

const WAYS = [
  ['signature', '签名是编的', 'wechat'], ['stale', '一小时前的旧消息', 'wechat'], ['receiver', '发给别家公众号的', 'wechat'],
  ['plain', '不加密的明文', 'wechat'], ['replay', '把上一条原样再发', 'wechat'], ['signature', '假装小程序通知', 'miniapp'],
  ['signature', '替工作人员点“同意”，签名是编的', 'wecom'], ['stale', '替工作人员点“同意”，旧时间', 'wecom'], ['receiver', '替别家企业点“同意”', 'wecom'],
];
const DOORS = { wechat: '公众号', miniapp: '小程序', wecom: '企业微信' };

export function panel(place, after) {
  place.replaceChildren(
    h('p', { class: 'lead' }, '他不知道密钥，只能猜、改、重放。每一种都真的发给产品，右边写产品的答复。'),
    ...WAYS.map(([how, words, door]) => {
      const answer = h('span', { class: 'said', role: 'status' }, '');
      const act = async () => {
        answer.textContent = '…';
        const { status } = await order('forge', { how, door }).catch(() => ({ status: null }));
        answer.className = status === 403 ? 'said good' : how === 'replay' && status === 200 ? 'said good' : 'said';
        answer.textContent = verdict(how, status);
        after();
      };
      return h('button', { type: 'button', onclick: act }, h('span', {}, h('small', {}, DOORS[door]), words), answer);
    }));
}

function verdict(how, status) {
  if (status === null) return '还没有可重放的';
  if (status === 403) return '403 不认';
  if (how === 'replay' && status === 200) return '200 老答复，没再办';
  return status ? `答 ${status}` : '没有答复';
}
