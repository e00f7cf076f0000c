export { createEngine, type Engine } from './engine';
export { FunctionFailure, TaskFailure } from './errors';
export type { Json } from './json';
export type { CallControl, EngineDependencies, InvokeFunction, SdkCall, SdkCaller } from './ports';
export { type ClientOptions, createSdkCaller } from './sdk-caller';
