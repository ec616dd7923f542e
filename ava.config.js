// How AVA runs the tests.

/** Those that take longest come first: what is left for the end should be short, or it would have a processor to itself. */
const longest = [
  'ipv6-and-dual',
  'combinations',
  'readers.live',
  'every-lab',
  'pools-everywhere',
  'strict',
  'faults',
  'conformance',
];

const rank = (file) => longest.findIndex((part) => file.includes(part)) + 1 || longest.length + 1;

export default {
  extensions: ['ts'],
  workerThreads: false,
  cache: false,
  // Each has up to four labs at once, and a lab in which nothing answers fills queues that all of them share.
  concurrency: 3,
  timeout: '4m',
  files: ['src/**/*.test.ts', 'conformance/**/*.ts', '!conformance/support/**'],
  sortTestFiles: (a, b) => rank(a) - rank(b),
};
