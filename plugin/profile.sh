#!/bin/sh
# plugin/profile.sh BUILD PROFILE: a libpurple profile for an uninstalled Luukku, and BUILD/luukku-env.sh with the
# environment that goes with it. An existing profile is kept; only the links to the modules are made anew.
set -eu
build=$(cd "$1" && pwd)
profile=$2
seconds=${LUUKKU_TRAINING_PACE:-20}
mkdir -p "$profile/plugins"
chmod 700 "$profile"
profile=$(cd "$profile" && pwd)

for module in purple/luukku pidgin/luukku-pidgin finch/luukku-finch; do
  rm -f "$profile/plugins/${module##*/}.so"
  [ ! -f "$build/plugin/$module.so" ] || ln -s "$build/plugin/$module.so" "$profile/plugins/"
done

cat >"$build/luukku-env.sh" <<E
export LUUKKU_DATA_DIR="$build/data"
export LUUKKU_LOCALE_DIR="$build/po"
E

[ ! -f "$profile/accounts.xml" ] || exit 0

cat >"$profile/accounts.xml" <<E
<?xml version='1.0' encoding='UTF-8' ?>
<account version='1.0'>
 <account>
  <protocol>prpl-luukku-training</protocol>
  <name>harjoittelu</name>
  <settings>
   <setting name='pace' type='int'>$seconds</setting>
  </settings>
  <settings ui='gtk-gaim'><setting name='auto-login' type='bool'>1</setting></settings>
  <settings ui='gnt-purple'><setting name='auto-login' type='bool'>1</setting></settings>
 </account>
</account>
E
cat >"$profile/prefs.xml" <<E
<?xml version='1.0' encoding='UTF-8' ?>
<pref version='1' name='/'>
 <pref name='plugins'><pref name='core'><pref name='luukku'>
  <pref name='pack' type='string' value='rautalampi'/>
  <pref name='staff'>
   <pref name='name' type='string' value='Minna Malli'/>
   <pref name='title' type='string' value='Palveluneuvoja'/>
   <pref name='unit' type='string' value='Neuvonta'/>
   <pref name='organisation' type='string' value='Rautalammin kunta (harjoittelu)'/>
  </pref>
 </pref></pref></pref>
 <pref name='pidgin'>
  <pref name='plugins'><pref name='loaded' type='pathlist'>
   <item value='$profile/plugins/luukku.so'/>
   <item value='$profile/plugins/luukku-pidgin.so'/>
  </pref></pref>
  <pref name='blist'>
   <pref name='list_visible' type='bool' value='1'/>
   <pref name='x' type='int' value='10'/><pref name='y' type='int' value='10'/>
   <pref name='width' type='int' value='300'/><pref name='height' type='int' value='420'/>
  </pref>
  <pref name='conversations'><pref name='im'>
   <pref name='x' type='int' value='330'/><pref name='y' type='int' value='10'/>
   <pref name='width' type='int' value='660'/><pref name='height' type='int' value='520'/>
  </pref></pref>
  <pref name='docklet'><pref name='show' type='string' value='never'/></pref>
 </pref>
 <pref name='finch'>
  <pref name='plugins'><pref name='loaded' type='pathlist'>
   <item value='$profile/plugins/luukku.so'/>
   <item value='$profile/plugins/luukku-finch.so'/>
  </pref></pref>
 </pref>
 <pref name='purple'>
  <pref name='logging'>
   <pref name='log_ims' type='bool' value='0'/><pref name='log_chats' type='bool' value='0'/>
   <pref name='log_system' type='bool' value='0'/>
  </pref>
  <pref name='sound'><pref name='while_status' type='int' value='0'/></pref>
 </pref>
</pref>
E
