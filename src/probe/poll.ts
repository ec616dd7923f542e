import type { Finding, Settle } from './attempt.ts';

const everyMs = 1;

type Ending = { readonly settle: Settle; readonly close: () => void };

/** Node cannot wait for an AF_PACKET socket, so it is looked at again and again. Returns how to give up. */
export const pollUntil = (look: () => Finding | null, { settle, close }: Ending): (() => void) => {
  let open = true;
  const finish = (finding: Finding): void => {
    if (!open) return;
    open = false;
    clearInterval(timer);
    close();
    settle(finding);
  };
  const timer = setInterval(() => {
    const finding = look();
    if (finding !== null) finish(finding);
  }, everyMs);
  return () => finish({ outcome: 'lost' });
};
