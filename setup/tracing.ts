import { SetupError } from '../services/base/problem';
import { collectSpans } from '../services/base/span';

/** The standard variables of OpenTelemetry that decide whether and where spans are sent. */
export interface TracingConfig {
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string;
  OTEL_EXPORTER_OTLP_PROTOCOL?: string;
  OTEL_TRACES_EXPORTER?: string;
  OTEL_SDK_DISABLED?: string;
}

/**
 * Sends spans to where the standard variables say, if they say so. The SDK is loaded only then: it takes memory and a
 * part of a second. Sampling, headers, batches and what the resource is called are read by the SDK itself.
 * @returns a function that sends what is left and stops
 * @throws SetupError for a protocol or an exporter that is not here
 */
export async function startTracing(config: TracingConfig): Promise<() => Promise<void>> {
  const url = whereTo(config);
  if (!url) return () => Promise.resolve();
  const { NodeTracerProvider, BatchSpanProcessor } = await import('@opentelemetry/sdk-trace-node');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { detectResources, envDetector, resourceFromAttributes } = await import('@opentelemetry/resources');
  const resource = resourceFromAttributes({ 'service.name': 'dial-in-desk' }).merge(
    detectResources({ detectors: [envDetector] }),
  );
  const provider = new NodeTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  provider.register();
  collectSpans();
  // A collector that is away must not keep the bot from stopping.
  return () => provider.shutdown().catch(() => undefined);
}

/** The address that spans are sent to; undefined where nobody asked for them. */
function whereTo(config: TracingConfig): string | undefined {
  const exporter = config.OTEL_TRACES_EXPORTER ?? 'otlp';
  const whole = config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  const base = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (config.OTEL_SDK_DISABLED === 'true' || exporter === 'none' || (!whole && !base)) return undefined;
  if (exporter !== 'otlp') throw new SetupError('OTEL_TRACES_EXPORTER must be otlp or none.');
  if ((config.OTEL_EXPORTER_OTLP_PROTOCOL ?? 'http/json') !== 'http/json')
    throw new SetupError(
      'OTEL_EXPORTER_OTLP_PROTOCOL must be http/json, which every collector takes at its port for HTTP (4318).',
    );
  return whole ?? `${base!.replace(/\/+$/, '')}/v1/traces`;
}
