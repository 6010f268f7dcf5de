"""Activities, their network, and the kernels that turn durations into dates and dates into IT MW."""
