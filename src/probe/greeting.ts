// What a prober and a responder say to each other. The prober sends a line `causeway NONCE PADDING`, or `causeway NONCE
// answer=BYTES PADDING` for a long answer, or asks for a path by HTTP; the responder answers with a line of JSON. Pure.

import type { Answer, Finding } from './attempt.ts';
import type { Flow, Target } from './flow.ts';

/** First answer: who was reached, and from where it looked as if the request came. */
export type Reply = {
  readonly nonce: string;
  readonly responder: string;
  readonly port: number;
  readonly sourceAddress: string;
  readonly sourcePort: number;
  /** The client, where somebody in between says that it is for him: in X-Forwarded-For, or a PROXY header. */
  readonly forwardedFor?: string;
  /** Fills the line up, where a long answer was asked for. */
  readonly padding?: string;
};

const requestLine = /^causeway ([0-9a-f]{16})(?: |\n)/;

/** A request whose padding is `padding` bytes long. */
export const requestText = (nonce: string, padding = 0): string =>
  padding === 0 ? `causeway ${nonce}\n` : `causeway ${nonce} ${'.'.repeat(padding)}\n`;

/** Both have headers of this length, UDP (RFC 768) and ICMP echo (RFC 792, RFC 4443). */
const transportHeader = 8;
const ipHeader = { 4: 20, 6: 40 } as const;
const emptyPadded = 'causeway 0123456789abcdef \n'.length;

/** The same, with the answer's length before the padding. */
export const askForBytes = (request: string, bytes: number | undefined): string =>
  bytes === undefined ? request : request.replace(/^causeway \S+/, `$& answer=${bytes}`);

/** How long an answer a request asks for; 0 if it does not say. */
export const answerBytesOf = (text: string): number =>
  Math.min(longestAnswer, Number(/^causeway \S+ answer=(\d{1,7})[ \n]/.exec(text)?.[1] ?? 0));

/** So long an answer nobody gets. */
export const longestAnswer = 1_000_000;

/** How much padding a flow's request needs, so that a packet of the size asked for carries it. */
export const paddingOf = ({ padding, packetSize, family }: Flow): number | undefined =>
  packetSize === undefined ? padding : packetSize - ipHeader[family] - transportHeader - emptyPadded;

/** Where a probe asks that speaks HTTP; a proxy that rewrites paths would be noticed. */
export const pathOf = (nonce: string): string => `/causeway/${nonce}`;

/** The nonce of a path, null if it is none of ours. */
export const nonceIn = (path: string): string | null => /^\/causeway\/([0-9a-f]{16})$/.exec(path)?.[1] ?? null;

/** The nonce of a request, null if it is none of ours. */
export const parseRequest = (text: string): string | null => requestLine.exec(text)?.[1] ?? null;

export const replyText = (reply: Reply, bytes = 0): string => {
  const line = JSON.stringify(reply);
  const rest = bytes - line.length - ',"padding":""\n'.length;
  return `${rest <= 0 ? line : JSON.stringify({ ...reply, padding: '.'.repeat(rest) })}\n`;
};

/** Says that the prober's FIN has arrived. */
export const finText = (nonce: string): string => `${JSON.stringify({ nonce, fin: true })}\n`;

/** What an answer means to a prober that sent `nonce` to `target`. */
export const judgeReply = (line: string, nonce: string, target: Target): Finding => {
  const reply = parseReply(line);
  if (reply === null) {
    return { outcome: 'wrong-responder', detail: `answered by something else: ${JSON.stringify(line.slice(0, 60))}` };
  }
  const answer: Answer = {
    responder: reply.responder,
    port: reply.port,
    source: { address: reply.sourceAddress, port: reply.sourcePort },
    ...(typeof reply.forwardedFor === 'string' ? { forwardedFor: reply.forwardedFor } : {}),
  };
  if (reply.nonce !== nonce) {
    return { outcome: 'wrong-responder', answer, detail: `${reply.responder} answered somebody else's request` };
  }
  if (!target.machines.includes(reply.responder)) {
    return { outcome: 'wrong-responder', answer, detail: `${reply.responder} answered for ${target.label}` };
  }
  return { outcome: 'reached', answer };
};

const parseReply = (line: string): Reply | null => {
  try {
    const value: unknown = JSON.parse(line);
    return isReply(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
};

const isReply = (value: unknown): value is Reply =>
  typeof value === 'object' &&
  value !== null &&
  hasOf(value, ['nonce', 'responder', 'sourceAddress'], 'string') &&
  hasOf(value, ['port', 'sourcePort'], 'number');

const hasOf = (value: object, names: readonly string[], type: 'string' | 'number'): boolean =>
  names.every((name) => typeof Object.getOwnPropertyDescriptor(value, name)?.value === type);
