import { defineConfig } from './core/config/validate';

/**
 * Your configuration: what lakeferry exports, and who sees it. As delivered it exports one Aurora cluster and shares
 * nothing with anybody. lakeferry.demo.config.ts shows more fields; core/config/types.ts and the types beside each part
 * document all of them, with their defaults. `npx cdk synth` checks this file and names each mistake with its fix.
 */
export default defineConfig({
  // The Region of your databases. The lake is deployed there too.
  // A `name` tells this installation from others in the same account and Region; it is permanent
  // (docs/adr/0008-installations.md).
  environment: { region: 'eu-west-1' },

  // Replace the identifier and the databases by yours.
  sources: [{ kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop'] }],

  // Whose calendar the partitions' dates and the schedules go by. UTC by default.
  // timeZone: 'Asia/Taipei',

  // Who gets a mail when a run fails, and for alarms. AWS first asks each address to confirm.
  // notifications: { mail: ['data-team@example.com'] },
});
