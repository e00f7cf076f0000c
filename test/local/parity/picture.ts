import { isDeepStrictEqual } from 'node:util';

/** What a deployment made: properties by resource, such as `rule lakeferry-snapshot-created-1`. */
export type Picture = Readonly<Record<string, Properties>>;
export type Properties = Readonly<Record<string, unknown>>;

export interface Difference {
  readonly resource: string;
  /** `exists` where one side has no such resource. */
  readonly property: string;
  readonly stack: unknown;
  readonly local: unknown;
}

/** Every property of every resource that the two deployments did not make alike. */
export const differences = (stack: Picture, local: Picture): Difference[] =>
  keysOf(stack, local).flatMap((resource) => {
    const [one, other] = [stack[resource], local[resource]];
    if (one === undefined || other === undefined) {
      return [{ resource, property: 'exists', stack: one !== undefined, local: other !== undefined }];
    }
    return keysOf(one, other)
      .filter((property) => !isDeepStrictEqual(plain(one[property]), plain(other[property])))
      .map((property) => ({ resource, property, stack: one[property], local: other[property] }));
  });

const keysOf = (one: object, other: object): string[] => [...new Set([...Object.keys(one), ...Object.keys(other)])];

/** As JSON has it: without members that are undefined. */
const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
