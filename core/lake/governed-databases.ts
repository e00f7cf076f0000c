import type { Settings } from '../config/types';
import { namesOf } from '../deployed-names';
import { catalogDatabases } from './catalog-databases';

/**
 * With the names of all databases of the configuration: one that the installation made and that is not among them was
 * taken out.
 */
export const withGoverned = (settings: Settings): Settings => ({
  ...settings,
  governance: {
    ...settings.governance,
    governed: {
      installation: namesOf(settings.environment).installation,
      databases: catalogDatabases(settings)
        .map(({ name }) => name)
        .sort(),
    },
  },
});
