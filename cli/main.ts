#!/usr/bin/env node
import { run } from './program';
import { processTerminal } from './terminal';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `refgate … | head` closes the pipe: nobody reads on, so there is nothing left to do.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

void run(process.argv.slice(2), processTerminal(process)).then((code) => {
  process.exitCode = code;
});
