const { default: Sequencer } = require('@jest/test-sequencer');
const { SLOW, TOOLS, FUZZ } = require('../../jest.slow');

/**
 * On a machine that has not run the tests yet, as in CI, jest knows no durations and starts the largest files first; a slow suite that
 * starts last then runs alone. Here the slow suites start first. Where durations are known they decide.
 */
module.exports = class SlowFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    const isSlow = ({ path }) => [...SLOW, ...TOOLS, ...FUZZ].some((suite) => path.includes(suite));
    return [...sorted.filter(isSlow), ...sorted.filter((test) => !isSlow(test))];
  }
};
