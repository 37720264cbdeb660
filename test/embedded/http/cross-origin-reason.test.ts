import { crossOriginReason } from '../../../embedded/http/cross-origin-reason.ts';
import { testForeignCaller } from '../../helpers/foreign-caller-tests.ts';

testForeignCaller(crossOriginReason);
