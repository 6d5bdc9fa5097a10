"""The top: settings, logging, pipelines and the command line start everything else.

Read pipeline.py first, then cli/.
"""
