// CSampleTraces
