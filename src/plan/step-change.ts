// Steps for a lab that is up.

/** The machine forgets its connections: all, or those over a transport that are answered from an address. */
export type ForgetConnections = {
  readonly why: string;
  readonly do: 'conntrack.forget';
  readonly netns: string;
  readonly answered?: { readonly transport: 'tcp' | 'udp'; readonly from: string };
};

/** Waits until these sets of table `causeway` have no elements, or so many seconds, whichever comes first. */
export type AwaitEmpty = {
  readonly why: string;
  readonly do: 'set.await-empty';
  readonly netns: string;
  readonly family: 4 | 6;
  readonly sets: readonly string[];
  readonly seconds: number;
};

/** Waits until the link has a carrier or has none: one end of a cable gains and loses it soon after the other is up or down. */
export type AwaitCarrier = {
  readonly why: string;
  readonly do: 'link.await';
  readonly netns: string;
  readonly link: string;
  readonly carrier: boolean;
};
