import { Construct } from 'constructs';

const GROUP = Symbol.for('refgate/Group');

/** A scope that keeps constructs apart and leaves no trace in their Terraform names. */
export class Group extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    Object.defineProperty(this, GROUP, { value: true });
  }

  static isGroup(this: void, x: unknown): boolean {
    return x !== null && typeof x === 'object' && GROUP in x;
  }
}
