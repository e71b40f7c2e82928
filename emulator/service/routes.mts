import { batchRoutes } from '../apps/batchRoutes.mts';
import { itemRoutes } from '../apps/itemRoutes.mts';
import { projectRoutes } from '../apps/projectRoutes.mts';
import { accountRoutes } from '../v1/account/accountRoutes.mts';
import { checkRoutes } from '../v1/account/checkRoutes.mts';
import { projectRoutes as v1ProjectRoutes } from '../v1/account/projectRoutes.mts';
import { skillRoutes } from '../v1/account/skillRoutes.mts';
import { aggregationRoutes } from '../v1/solutions/aggregationRoutes.mts';
import { assignmentRoutes } from '../v1/assignments/assignmentRoutes.mts';
import { operationRoutes } from '../v1/operations/operationRoutes.mts';
import { tableRoutes } from '../v1/assignments/tableRoutes.mts';
import { analyticsRoutes } from '../v1/pools/analyticsRoutes.mts';
import { attachmentRoutes } from '../v1/assignments/attachmentRoutes.mts';
import { yandexRoutes } from '../v1/pools/yandexRoutes.mts';
import { poolRoutes } from '../v1/pools/poolRoutes.mts';
import { trainingRoutes } from '../v1/pools/trainingRoutes.mts';
import { overlapRoutes } from '../v1/tasks/overlapRoutes.mts';
import { suiteRoutes } from '../v1/tasks/suiteRoutes.mts';
import { taskRoutes } from '../v1/tasks/taskRoutes.mts';
import { bonusRoutes } from '../v1/users/bonusRoutes.mts';
import { restrictionRoutes } from '../v1/users/restrictionRoutes.mts';
import { metadataRoutes } from '../v1/users/metadataRoutes.mts';
import { userSkillRoutes } from '../v1/users/userSkillRoutes.mts';
import { threadRoutes } from '../v1/messages/threadRoutes.mts';
import { subscriptionRoutes } from '../v1/webhooks/subscriptionRoutes.mts';
import type { ServiceBase } from './auth.mts';
import type { ServiceRoute } from './route.mts';

/** Apps API (toloka-api §5). */
const appsRoutes: readonly ServiceRoute[] = [...projectRoutes, ...itemRoutes, ...batchRoutes];

/** API v1 (toloka-api §6). */
const v1Routes: readonly ServiceRoute[] = [
	...accountRoutes,
	...v1ProjectRoutes,
	...skillRoutes,
	...userSkillRoutes,
	...bonusRoutes,
	...restrictionRoutes,
	...metadataRoutes,
	...subscriptionRoutes,
	...threadRoutes,
	...poolRoutes,
	...trainingRoutes,
	...taskRoutes,
	...suiteRoutes,
	...overlapRoutes,
	...assignmentRoutes,
	...attachmentRoutes,
	...operationRoutes,
	...aggregationRoutes,
];

export interface Mount {
	prefix: string;
	base: ServiceBase;
	routes: readonly ServiceRoute[];
}

/** No Apps API is documented on Yandex Tasks (toloka-api §12, row 11). */
export const mounts: readonly Mount[] = [
	{ prefix: '/api/v1', base: 'toloka', routes: v1Routes },
	{ prefix: '/api/app/v0', base: 'toloka', routes: appsRoutes },
	{ prefix: '/api/new/requester', base: 'toloka', routes: tableRoutes },
	{ prefix: '/api/staging', base: 'toloka', routes: [...analyticsRoutes, ...checkRoutes] },
	{ prefix: '/yandex-tasks/api/v1', base: 'yandexTasks', routes: v1Routes },
	{
		prefix: '/yandex-tasks/api/new/requester',
		base: 'yandexTasks',
		routes: [...yandexRoutes, ...tableRoutes],
	},
];

/** The name of a route in the log and in fault matches. */
export function routeName(route: ServiceRoute): string {
	return `${route.method} ${route.pattern}`;
}
