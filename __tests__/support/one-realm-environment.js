// Where a suite runs: in the realm of its worker. Jest gives every suite a realm of its own, so every suite evaluated the product and its
// libraries again, as code that has never run: most of the processor time of a run. Here they are loaded once in a worker and stay warm.
// Modules of tests are evaluated for each suite, as before.
const asyncHooks = require('node:async_hooks');
const vm = require('node:vm');
const { LegacyFakeTimers, ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/** What stands for the realm of the worker: jest asks for one, and `node:vm` takes only those that were made by it. */
const THIS_REALM = {};
const { compileFunction } = vm;
vm.compileFunction = (code, parameters, options = {}) =>
  compileFunction(
    code,
    parameters,
    options.parsingContext === THIS_REALM ? { ...options, parsingContext: undefined } : options,
  );

/** Node fills every store in use for every promise, and each suite's runner makes one: without an end, each suite slows all later ones. */
const stores = new Set();
asyncHooks.AsyncLocalStorage = class extends asyncHooks.AsyncLocalStorage {
  constructor(...options) {
    super(...options);
    stores.add(this);
  }
};

/** Constants of cdktf are tokens, and what they mean is kept there. */
const CDKTF_TOKENS = '__cdktfTokenMap';

/** Loads a bundle once; `jest-esbuild.js` has the modules of a bundle ask for it. */
globalThis[Symbol.for('refgate.requireOnce')] = require;

module.exports = class OneRealmEnvironment {
  global = globalThis;

  constructor({ projectConfig }) {
    const { global } = this;
    this.moduleMocker = new ModuleMocker(global);
    this.fakeTimers = new LegacyFakeTimers({
      config: projectConfig,
      global,
      moduleMocker: this.moduleMocker,
      timerConfig: { idToRef: (id) => id, refToId: (timer) => timer },
    });
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global });
    // What a suite changes of its process is not for the next one.
    this.before = {
      exit: process.exit,
      env: { ...process.env },
      cwd: process.cwd(),
      console: global.console,
      keys: new Set(Reflect.ownKeys(global)),
    };
  }

  async setup() {}

  async teardown() {
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    for (const store of stores) store.disable();
    stores.clear();
    const { exit, env, cwd, console, keys } = this.before;
    process.exit = exit;
    process.exitCode = undefined;
    process.chdir(cwd);
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    Object.assign(process.env, env);
    this.global.console = console;
    for (const key of Reflect.ownKeys(this.global))
      if (!keys.has(key) && key !== CDKTF_TOKENS) Reflect.deleteProperty(this.global, key);
    this.global = undefined;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return THIS_REALM;
  }
};
