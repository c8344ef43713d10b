#!/usr/bin/env node
import { run } from './program';
import { processTerminal } from './output/terminal';

void run(process.argv.slice(2), processTerminal(process)).then((code) => {
  process.exitCode = code;
});
