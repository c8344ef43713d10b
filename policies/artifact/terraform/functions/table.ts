import { COLLECTION_FUNCTIONS } from './collections';
import { CONVERSION_FUNCTIONS, OUTSIDE_FUNCTIONS } from './conversions';
import { ENCODING_FUNCTIONS } from './encoding';
import { AWS_FUNCTIONS } from './aws';
import { FORMAT_FUNCTIONS } from './format';
import type { FunctionTable } from './function';
import { NUMBER_FUNCTIONS } from './numbers';
import { STRING_FUNCTIONS } from './strings';
import { YAML_FUNCTIONS } from './yaml';

/** Every function that refgate computes. `try` and `can` see expressions, not values, and stand beside it. */
export const FUNCTIONS: FunctionTable = {
  ...AWS_FUNCTIONS,
  ...COLLECTION_FUNCTIONS,
  ...CONVERSION_FUNCTIONS,
  ...ENCODING_FUNCTIONS,
  ...FORMAT_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...OUTSIDE_FUNCTIONS,
  ...STRING_FUNCTIONS,
  ...YAML_FUNCTIONS,
};
