import { playLimits } from './play-limits';

playLimits('aws-us-gov');
