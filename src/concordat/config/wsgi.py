import os

from django.core.wsgi import get_wsgi_application

from concordat.config.logs import nothing_by_another_way

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concordat.config.settings")
nothing_by_another_way()
application = get_wsgi_application()
