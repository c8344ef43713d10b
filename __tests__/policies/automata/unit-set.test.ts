import * as fc from 'fast-check';
import {
  ALL_UNITS,
  hasUnit,
  unitComplement,
  unitCount,
  unitDifference,
  unitIntersection,
  unitRanges,
  unitUnion,
  unitsBetween,
  unitsIn,
} from '../../../policies/automata';
import { SEED, runs } from '../../support/formula-arbitraries';

const edge = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(0xfffe, 0xffff));
const sets = fc.array(fc.tuple(edge, edge), { maxLength: 4 }).map((pairs) => unitRanges(pairs.flat()));
const probes = [...Array.from({ length: 14 }, (_, i) => i), 0xfffd, 0xfffe, 0xffff];

describe('unit sets', () => {
  it('merge what overlaps or touches', () => {
    expect(unitRanges([5, 7, 1, 2, 3, 4])).toEqual([1, 7]);
    expect(unitsIn('cab')).toEqual([0x61, 0x63]);
    expect(unitsBetween('a', 'z')).toEqual([0x61, 0x7a]);
    expect(unitRanges([9, 3])).toEqual([]);
  });

  it('refuse what is not a code unit', () => {
    expect(() => unitRanges([0, 0x10000])).toThrow(
      new RangeError('ERR_AUTOMATA_UNIT: expected a code unit between 0 and 65535, got `65536`'),
    );
  });

  it(`obey the laws of sets (seed ${SEED})`, () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const members = (set: readonly number[]) => probes.filter((unit) => hasUnit(set, unit));
        const [inA, inB] = [new Set(members(a)), new Set(members(b))];
        expect(members(unitUnion(a, b))).toEqual(probes.filter((unit) => inA.has(unit) || inB.has(unit)));
        expect(members(unitIntersection(a, b))).toEqual(
          probes.filter((unit) => inA.has(unit) && inB.has(unit)),
        );
        expect(members(unitDifference(a, b))).toEqual(
          probes.filter((unit) => inA.has(unit) && !inB.has(unit)),
        );
        expect(members(unitComplement(a))).toEqual(probes.filter((unit) => !inA.has(unit)));
        expect(unitComplement(unitComplement(a))).toEqual(a);
        expect(unitCount(a) + unitCount(unitComplement(a))).toBe(unitCount(ALL_UNITS));
      }),
      runs(200),
    );
  });
});
