// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.28;

// Contracts for the tests, compiled with npm solc 0.8.28 (optimizer for size, evm paris, no metadata) into the JSON files beside
// this one; OpenZeppelin 5.6.1 from npm.

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";

/// Settings of every kind of value, which only the owner may change.
contract Settings is Ownable {
    struct Limits {
        uint256 gas;
        bool isStrict;
        address[] exempt;
    }

    error OutOfRange(uint256 gas);

    uint256 public number;
    Limits private limits;
    bytes32 public digest;
    string public title;

    constructor(address initialOwner) Ownable(initialOwner) {}

    function setNumber(uint256 value) external payable onlyOwner {
        number = value;
    }

    function setLimits(Limits calldata value) external onlyOwner {
        if (value.gas > 1000) revert OutOfRange(value.gas);
        limits = value;
    }

    function getLimits() external view returns (Limits memory) {
        return limits;
    }

    function setTexts(bytes32 digest_, string calldata title_) external onlyOwner {
        require(bytes(title_).length > 0, "a title is needed");
        digest = digest_;
        title = title_;
    }

    function texts() external view returns (bytes32, string memory) {
        return (digest, title);
    }

    /// Takes a call and does nothing.
    function ignore(uint256) external {}
}

contract Careful is Ownable2Step {
    constructor(address initialOwner) Ownable(initialOwner) {}
}

contract Roles is AccessControl {
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");
    bool public paused;

    constructor(address admin) {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    function pause() external onlyRole(PAUSER_ROLE) {
        paused = true;
    }

    function unpause() external onlyRole(PAUSER_ROLE) {
        paused = false;
    }
}

/// As many older contracts: whoever creates it is its administrator.
contract RolesOfCreator is AccessControl {
    constructor() {
        _grantRole(DEFAULT_ADMIN_ROLE, msg.sender);
    }
}

library Sums {
    function sum(uint256 a, uint256 b) external pure returns (uint256) {
        return a + b;
    }
}

library Products {
    function product(uint256 a, uint256 b) external pure returns (uint256) {
        return a * b;
    }
}

/// Linked with two libraries.
contract Calculator {
    uint256 public immutable base;

    constructor(uint256 base_) {
        base = base_;
    }

    function calculate(uint256 a, uint256 b) external view returns (uint256) {
        return Sums.sum(Products.product(a, b), base) + Sums.sum(0, 0);
    }
}
