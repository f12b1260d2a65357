// CBenchmark
