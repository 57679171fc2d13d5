/** The proof that no video is paid for twice and that none is lost: programs that end suddenly, and stores that fail. */
package io.geminiomni.camel.durability;
