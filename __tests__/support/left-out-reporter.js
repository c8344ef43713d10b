const { SLOW, TOOLS, FUZZ } = require('../../jest.slow');

const SLOW_ONES = `${SLOW.length} slow groups of suites (documentation, processes: \`npm run test:all\`)`;
const TOOLS_ONES = `${TOOLS.length} about other programs (terraform, browser, AWS CLI, package, benchmark: \`npm run test:tools\`)`;
const FUZZ_ONES = `${FUZZ.length} groups of long random runs (\`npm run test:fuzz\`)`;
/** By the value of `REFGATE_TEST`. */
const LEFT_OUT = {
  quick: `${SLOW_ONES}, ${TOOLS_ONES} and ${FUZZ_ONES}`,
  all: `${TOOLS_ONES} and ${FUZZ_ONES}`,
};

// Says at the end of a run that it was not all of them.
module.exports = class LeftOutReporter {
  constructor(_config, { tier = 'quick' }) {
    this.leftOut = LEFT_OUT[tier];
  }

  onRunComplete() {
    if (this.leftOut !== undefined)
      process.stderr.write(`\nLeft out: ${this.leftOut}. CI runs every suite.\n`);
  }
};
