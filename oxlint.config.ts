// What the linter holds. Its main work is the house: which folder may import what (CONTRIBUTING.md draws it).
import { defineConfig, type DummyRuleMap, type OxlintOverride } from 'oxlint';

type Ban = { readonly regex?: string; readonly group?: string[]; readonly message: string };

/** Packages that live in one room. */
const node = {
  regex: '^node:',
  message: 'This folder is pure: files, clocks and the kernel belong to the acting ones.',
};
const execa = { regex: '^execa(/|$)', message: 'Processes are started in linux/ and realize/.' };
const koffi = { regex: '^koffi(/|$)', message: 'Foreign functions are called in linux/ only.' };
const listr2 = { regex: '^listr2(/|$)', message: 'Progress is drawn by report/progress.ts only.' };
const docker = { regex: '^dockerode(/|$)', message: 'Docker is spoken to in realize/ only.' };
const zx = { regex: '^zx(/|$)', message: 'zx is for scripts/ and docker/.' };

/** Folders, as their siblings name them. */
const rooms = (names: string, message: string): Ban => ({ regex: `^(\\.\\./|\\./)+(${names})(/|\\.ts$)`, message });

const acting = rooms('linux|realize|cli', 'A pure folder knows nothing of the folders that act.');
const words = {
  group: [
    '../probe/*',
    '../agent/*',
    '../proxy/*',
    '!../probe/flow.ts',
    '!../probe/listener.ts',
    '!../probe/observation.ts',
    '!../agent/protocol.ts',
    '!../proxy/proxy.ts',
  ],
  message:
    'Of probe/, agent/ and proxy/ only their words are pure: flow.ts, listener.ts, observation.ts, protocol.ts, proxy.ts.',
};
const pure = [node, execa, koffi, listr2, docker, zx, acting, words];

const importing = (...patterns: Ban[]): DummyRuleMap => ({ 'no-restricted-imports': ['error', { patterns }] });

const layers: OxlintOverride[] = [
  {
    files: ['src/spec/**'],
    rules: importing(...pure, rooms('model|plan|verdict|report', 'spec/ knows no later stage.')),
  },
  {
    files: ['src/model/**'],
    rules: importing(
      ...pure,
      rooms('plan|verdict|report', 'The oracle is independent: it never learns what was built.'),
    ),
  },
  {
    files: ['src/plan/**'],
    rules: importing(
      ...pure,
      rooms('model|verdict|report', 'A plan builds what the lab says, not what a model expects.'),
    ),
  },
  {
    files: ['src/verdict/**'],
    rules: importing(...pure, rooms('plan|report', 'A verdict is expectation and observation.')),
  },
  { files: ['src/report/**'], rules: importing(...pure) },
  { files: ['src/report/progress.ts'], rules: importing(execa, koffi, docker, zx, acting, words) },
  {
    files: ['src/linux/**'],
    rules: importing(
      listr2,
      docker,
      zx,
      rooms(
        'model|verdict|report|realize|proxy|probe|agent|cli',
        'linux/ is the floor that everything acting stands on.',
      ),
    ),
  },
  {
    files: ['src/realize/**'],
    rules: importing(
      koffi,
      listr2,
      zx,
      rooms('model|verdict|report|proxy|probe|agent|cli', 'realize/ applies a plan and knows no expectation.'),
    ),
  },
  {
    files: ['src/proxy/**'],
    rules: importing(
      execa,
      koffi,
      listr2,
      docker,
      zx,
      rooms(
        'model|plan|verdict|report|realize|probe|agent|cli',
        'A proxy is a program like any other: it is told what to do.',
      ),
    ),
  },
  {
    files: ['src/probe/**'],
    rules: importing(
      execa,
      koffi,
      listr2,
      docker,
      zx,
      rooms(
        'model|plan|verdict|report|realize|proxy|agent|cli',
        'A probe says what was seen and knows no expectation.',
      ),
    ),
  },
  {
    files: ['src/cli.ts', 'src/cli/**'],
    rules: { 'no-console': 'off', ...importing(execa, koffi, listr2, docker, zx) },
  },
  { files: ['bench/**', 'scripts/**', 'docker/**'], rules: { 'no-console': 'off', 'no-restricted-imports': 'off' } },
];

const tests: OxlintOverride = {
  files: ['**/*.test.ts', 'conformance/**'],
  rules: {
    'no-restricted-imports': 'off',
    'max-lines': ['error', { max: 400 }],
    'max-lines-per-function': ['error', { max: 80 }],
    // A macro takes `t` and a row.
    'max-params': ['error', { max: 5 }],
    // AVA gives a macro's title its arguments as unknown.
    'typescript/restrict-template-expressions': 'off',
    'typescript/no-base-to-string': 'off',
  },
};

export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise', 'node'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  ignorePatterns: ['node_modules', 'coverage'],
  rules: {
    'no-console': 'error',
    'max-lines': ['error', { max: 200 }],
    'max-lines-per-function': ['error', { max: 40 }],
    'max-params': ['error', { max: 3 }],
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
    'typescript/consistent-type-imports': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    // Records are readonly here, and steps of a plan follow one another: both are meant.
    'oxc/no-map-spread': 'off',
    'no-await-in-loop': 'off',
    // A spread of literals groups the words of one command.
    'unicorn/no-useless-spread': 'off',
    // The compiler (noImplicitReturns) and consistent-type-assertions say it better.
    'typescript/consistent-return': 'off',
    'typescript/no-unsafe-type-assertion': 'off',
    'promise/always-return': 'off',
    'unicorn/consistent-function-scoping': 'off',
    ...importing(execa, koffi, listr2, docker, zx, rooms('cli', 'Only cli.ts imports cli/.')),
  },
  overrides: [
    ...layers,
    tests,
    { files: ['oxlint.config.ts', 'ava.config.js'], rules: { 'import/no-default-export': 'off' } },
  ],
});
