"""Maps the content folders at the root to packages of their own, so that site-packages stays clean."""

import shutil

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

CONTENT = {"posture_checks": "checks", "posture_baselines": "baselines", "posture_reports": "reports"}


class CleanBuildPy(build_py):
    """Without this, setuptools ships checks that were deleted since the last build."""

    def run(self) -> None:
        if not self.editable_mode:
            shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()


packages = find_packages(include=["posture", "posture.*"])
for name, folder in CONTENT.items():
    packages += [name, *(f"{name}.{sub}" for sub in find_packages(folder))]

setup(packages=packages, package_dir={"": ".", **CONTENT}, cmdclass={"build_py": CleanBuildPy})
