import type { Settings } from '../config/types';
import { namesOf } from '../deployed-names';
import { isRegistered } from './catalog-database';
import { catalogDatabases } from './catalog-databases';

/**
 * With the names of all databases of the configuration: one that the installation made and that is not among them was
 * taken out.
 */
export const withGoverned = (settings: Settings): Settings => ({
  ...settings,
  governance: { ...settings.governance, governed: governedOf(settings) },
});

function governedOf(settings: Settings): Settings['governance']['governed'] {
  const databases = catalogDatabases(settings);
  const columnsAt = databases.filter(isRegistered).map(({ name, columnsAt }) => [name, columnsAt]);
  return {
    installation: namesOf(settings.environment).installation,
    databases: databases.map(({ name }) => name).sort(),
    ...(columnsAt.length === 0 ? {} : { columnsAt: Object.fromEntries(columnsAt) }),
  };
}
