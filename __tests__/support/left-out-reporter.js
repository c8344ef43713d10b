// Says at the end of a run that it was not all of them.
module.exports = class LeftOutReporter {
  constructor(_config, { suites }) {
    this.suites = suites;
  }

  onRunComplete() {
    process.stderr.write(
      `\n${this.suites} slow groups of suites were left out (browser, package, documentation, terraform, long random runs): \`npm run test:all\` runs everything, as CI does.\n`,
    );
  }
};
