import { crossOriginReason } from '../../../embedded/http/cross-origin-reason.ts';
import { testCrossOriginReason } from '../../helpers/cross-origin-tests.ts';

testCrossOriginReason(crossOriginReason);
