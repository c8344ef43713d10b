#!/usr/bin/env node
import { run } from './program';
import { processTerminal } from './output/terminal';
import { compileLate } from './tier-up';

compileLate();
void run(process.argv.slice(2), processTerminal(process)).then((code) => {
  // an output that could not be written has set it already
  process.exitCode ??= code;
});
