#!/bin/sh
# A yardstick, not the collector: what a plain script costs that prints once the raw evidence of a Linux host.
# Read-only. The walk over the file system is left out on purpose.
LC_ALL=C; export LC_ALL; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export PATH
show() { printf '\n== %s\n' "$*"; command -v "$1" >/dev/null 2>&1 && "$@" 2>/dev/null; }
set --
for f in /etc/*release /etc/passwd /etc/group /etc/shadow /etc/gshadow /etc/login.defs /etc/fstab /etc/hosts* \
  /etc/resolv.conf /etc/nsswitch.conf /etc/ssh/* /etc/ssh/*.d/* /etc/pam.d/* /etc/security/*.conf /etc/sudoers \
  /etc/sudoers.d/* /etc/sysctl.conf /etc/sysctl.d/* /usr/lib/sysctl.d/* /etc/modprobe.d/* /lib/modprobe.d/* \
  /etc/crontab /etc/cron.*/* /etc/rsyslog.conf /etc/rsyslog.d/* /etc/systemd/*.conf /etc/audit/* /etc/audit/rules.d/* \
  /etc/chrony/* /etc/issue* /etc/motd /etc/profile /etc/profile.d/* /etc/bash.bashrc /etc/environment /etc/default/* \
  /etc/apt/sources.list /etc/apt/sources.list.d/* /etc/apt/apt.conf.d/* /etc/nginx/*.conf /etc/nginx/*/* \
  /etc/postgresql/*/*/*.conf /etc/redis/*.conf /etc/ufw/* /etc/nftables.conf /etc/exports /var/lib/dpkg/status \
  /proc/cmdline /proc/mounts /proc/modules /proc/meminfo /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6; do
  [ -f "$f" ] && [ -r "$f" ] && set -- "$@" "$f"
done
printf '== files\n'; tail -n +1 -- "$@"
printf '== stat\n'; stat -c '%a %u %g %F %n' -- "$@" /etc /boot /var/log /root /home/* /tmp /var/tmp 2>/dev/null
show uname -a; show id; show sysctl -a; show ss -H -tulpn; show mount; show systemctl list-unit-files --no-pager
show dpkg-query -W -f '${Package} ${Version} ${db:Status-Abbrev}\n'; show sshd -T; show ip -o addr; show ip route
show iptables-save; show ip6tables-save; show nft list ruleset; show ufw status; show auditctl -l; show aa-status
show lsmod; show ps -eo pid,user,args; show last -n 20; show findmnt -rn
