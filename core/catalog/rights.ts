import type { Names } from '../deployed-names';
import { arnIn, type Permission, type RightsPlace } from '../rights/permission';

/** Of crawl-tables. */
export const crawlTablesRights = (place: RightsPlace, names: Pick<Names, 'crawler'>): Permission[] => [
  {
    actions: ['glue:StartCrawler', 'glue:GetCrawler'],
    resources: [arnIn(place, 'glue', `crawler/${names.crawler('*')}`)],
    because: 'The pattern is of the crawlers of this installation alone; hundreds of names fit into no policy.',
  },
  {
    actions: ['glue:GetCrawlerMetrics'],
    resources: ['*'],
    because: 'The action takes no resource. It tells how long crawls took, nothing of what they found.',
  },
];
