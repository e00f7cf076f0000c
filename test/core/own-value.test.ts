import { ownValue } from '../../core/own-value';

it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])(
  '%s is found only in a record that holds it',
  (name) => {
    expect(ownValue({}, name)).toBeUndefined();
    expect(ownValue({ [name]: 1 }, name)).toBe(1);
  },
);

it('nothing is found in no record', () => expect(ownValue(undefined, 'name')).toBeUndefined());
