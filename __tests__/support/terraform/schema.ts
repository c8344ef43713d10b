/** A Terraform type constraint in its JSON form: `"string"`, `["list","string"]`, `["object",{…}]`. */
export type TypeConstraint =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list' | 'set' | 'map', TypeConstraint]
  | readonly ['object', Readonly<Record<string, TypeConstraint>>];

export interface AttributeSchema {
  readonly type: TypeConstraint;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
}

export type Nesting = 'single' | 'list' | 'set';

export interface NestedBlockSchema {
  readonly nesting: Nesting;
  readonly block: BlockSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** The arguments and nested blocks that a provider, resource or data source accepts. */
export interface BlockSchema {
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly blocks: Readonly<Record<string, NestedBlockSchema>>;
}

export interface ProviderSchema {
  readonly provider: BlockSchema;
  readonly resources: Readonly<Record<string, BlockSchema>>;
  readonly dataSources: Readonly<Record<string, BlockSchema>>;
}
