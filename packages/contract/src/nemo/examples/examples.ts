/**
 * Answers of a real NeMo installation (Evaluator 25.5 to 25.7), as recorded; for tests, stories and documentation.
 *
 * Origin: NVIDIA/GenerativeAIExamples at 401cb446f550c6dee8048a246e6c5dbc57f38dae, `nemo/Evaluator`, outputs of
 * `end2end_tutorial.ipynb` and `llm-as-a-judge-notebook.ipynb`. Licence: Apache-2.0, copyright NVIDIA Corporation.
 * Secrets were masked by the server; one host name was replaced by `nemo.test`.
 */
import configSimilarity from './config-similarity.json' with { type: 'json' }
import configToolCalling from './config-tool-calling.json' with { type: 'json' }
import dataset from './dataset.json' with { type: 'json' }
import jobCreated from './job-created.json' with { type: 'json' }
import jobStatus from './job-status.json' with { type: 'json' }
import resultLlmJudge from './result-llm-judge.json' with { type: 'json' }
import targetCachedOutputs from './target-cached-outputs.json' with { type: 'json' }
import targetModel from './target-model.json' with { type: 'json' }

export const recordedAnswers = {
  configSimilarity,
  configToolCalling,
  dataset,
  jobCreated,
  jobStatus,
  resultLlmJudge,
  targetCachedOutputs,
  targetModel,
} as const
