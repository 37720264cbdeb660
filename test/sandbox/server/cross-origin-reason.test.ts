import { crossOriginReason } from '../../../sandbox/server/cross-origin-reason.ts';
import { testCrossOriginReason } from '../../helpers/cross-origin-tests.ts';

testCrossOriginReason(crossOriginReason);
