import cases from './documented-cases.json';
import { type DocumentedCase, playCase, WHO, type Who } from './play-case';

test.each(cases as unknown as DocumentedCase[])('$name ($source)', async (documented) => {
  const { see } = await playCase(documented);
  for (const who of Object.keys(WHO) as Who[]) {
    const sight = await see(WHO[who]);
    expect({ who, columns: sight?.columns }).toEqual({ who, columns: documented.sees[who] });
    expect(sight?.rowFilter).toBe(documented.rows?.[who]);
    expect(sight?.cellFilters).toEqual(documented.cells?.[who]);
  }
});
