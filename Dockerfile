# The gateway on Payara Micro, as one image.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml .
COPY src src
# The archive of classes is good for one Java only: the next stage makes it.
RUN mvn -B -Dmaven.test.skip -Dspotless.check.skip -Dis.archived package

FROM eclipse-temurin:17-jre
RUN useradd --system --uid 10001 --create-home --home-dir /opt/metagov metagov \
 && mkdir /var/lib/metagov \
 && chown metagov /var/lib/metagov
WORKDIR /opt/metagov
COPY --from=build /build/target/server server
COPY --from=build /build/target/ROOT.war ./
COPY config/logging.properties config/container.asadmin ./
# No gateway starts without a key where others reach it; this one is forgotten.
RUN METAGOV_INTERNAL_KEY="$(head -c 32 /dev/urandom | base64 -w 0)" java -XX:ArchiveClassesAtExit=server/gateway.jsa -Dmetagov.data-dir=/tmp/data -jar server/gateway.jar --warmup --nohazelcast --disablephonehome --logproperties logging.properties --prebootcommandfile container.asadmin --deploy ROOT.war \
 && rm -r /tmp/data
# By its number: an orchestrator that lets no image run as root must see that this one does not.
USER 10001
ENV METAGOV_DATA_DIR=/var/lib/metagov MALLOC_ARENA_MAX=2
VOLUME /var/lib/metagov
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:SharedArchiveFile=server/gateway.jsa", "-jar", "server/gateway.jar", "--nohazelcast", "--disablephonehome", "--logproperties", "logging.properties", "--prebootcommandfile", "container.asadmin", "--deploy", "ROOT.war"]
