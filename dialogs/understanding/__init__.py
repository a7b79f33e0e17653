"""Reading what people type: pure, explainable, without a model or the network."""
