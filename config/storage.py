"""Static files with content hashes, ES module imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModules(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
    # A pass settles files whose imports are settled: as many as stand in a row.
    max_post_process_passes = 50
