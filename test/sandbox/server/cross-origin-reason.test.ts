import { crossOriginReason } from '../../../sandbox/server/cross-origin-reason.ts';
import { testForeignCaller } from '../../helpers/foreign-caller-tests.ts';

testForeignCaller(crossOriginReason);
