import type { Position, Problem } from '../../errors';
import type { Fault } from '../../limits/index';
import { jsonPointer } from '../yaml-tree';
import type { Path, YamlTree } from '../yaml-tree';

/** One pass over a file: where its values stand, and everything found wrong with it so far. */
export class ProblemCollector {
  private readonly found: Problem[] = [];

  constructor(readonly tree: YamlTree) {}

  /** Notes a problem with the value at the path; of what is missing, at the nearest key above it. */
  atValue(path: Path, fault: Fault): void {
    this.found.push({ ...fault, pointer: jsonPointer(path), position: this.tree.positionOf(path) });
  }

  /** Notes a problem with the key that leads to the value at the path. */
  atKey(path: Path, fault: Fault): void {
    this.found.push({ ...fault, pointer: jsonPointer(path), position: this.tree.keyPositionOf(path) });
  }

  /** Where an entry begins: its key, or the entry itself in a list. */
  positionOf(path: Path): Position {
    return this.tree.keyPositionOf(path);
  }

  /** Whether the user wrote something there, right or wrong. */
  has(path: Path): boolean {
    return this.tree.find(path) !== undefined;
  }

  /** Everything found, in the order of the file, each thing once. */
  problems(): readonly Problem[] {
    const byText = new Map(this.found.map((problem) => [JSON.stringify(problem), problem]));
    return [...byText.values()].toSorted(
      (a, b) =>
        (a.position?.line ?? 0) - (b.position?.line ?? 0) ||
        (a.position?.column ?? 0) - (b.position?.column ?? 0),
    );
  }
}
